import time
from projections.rebuild import *
def test_b(office, datastore, log, clock, catch_up):
    for _ in range(170): office.closed_case()
    n=log.head(); print(n)
    catch_up()
    for name in ALL_READERS:
        t=time.time(); r=rebuild(name, datastore=datastore, log=log, clock=clock); d=time.time()-t
        print(name, 'rebuild/s', int(n/d), r)
