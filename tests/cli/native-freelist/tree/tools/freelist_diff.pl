#!/usr/bin/perl
print "two dumps\n";
