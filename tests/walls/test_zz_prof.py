import time
from tests.walls.test_matrix import *
from tests.walls import matrix
def test_prof(world):
    n=[0]
    real=matrix.Visitor._ask
    def counted(self,*a):
        n[0]+=1
        return real(self,*a)
    matrix.Visitor._ask=counted
    for who in EVERYBODY:
        n[0]=0; t=time.process_time()
        walk(world, Visitor(who), among=SAMPLE)
        print(name_of(who), n[0], round(time.process_time()-t,2))
