import time, resource
from pathlib import Path
import pytest
from provisions.exchange.reading import read_package
from provisions.exchange.engine import Run, run
from provisions.exchange.spool import Spool
from tests.cast import ADA, acting
MIAMI = Path("/work/shared/data/provisions/open211-miami")

@pytest.mark.usefixtures("world")
def test_miami():
    for again in range(2):
        a=time.monotonic()
        package = read_package(MIAMI)
        print("read", time.monotonic()-a)
        spool=Spool()
        a=time.monotonic()
        import contextlib; stack=contextlib.closing(spool)
        import cProfile,pstats; pr=cProfile.Profile()
        with stack, acting(ADA):
            pass
            out = run(package, Run("hoogeveen","miami",spool))
        pr.disable(); pstats.Stats(pr).sort_stats("tottime").print_stats(45) if False else None
        print("run", time.monotonic()-a, spool.count)
        for n,t in out.items():
            print(n, t.kind, t.read, t.new, t.changed, t.unchanged, t.rejected, "absent",t.absent, dict(t.codes), dict(t.notes))
            assert t.read==t.accepted+t.unchanged+t.rejected
