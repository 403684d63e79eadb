void
names()
{
  std::string flt_7;
  std::string flq_12;
  ns::f(flt_7, flq_12);
}
