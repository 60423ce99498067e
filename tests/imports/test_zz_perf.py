import time, pytest
from tests.imports.conftest import bring, csv_of, cast, _cast_once
pytestmark = pytest.mark.django_db
def test_perf(cast):
    N=10000
    v=csv_of("VIN;Make;Model;Fuel;CO2;Licence plate;Employer;Stage", *(f"WVWZZZ1KZ{n:08d};Volkswagen;Golf;petrol;120;{n:06d};Windmolen Nederland;in use" for n in range(N)))
    for dry in (True, False, False):
        t=time.process_time(); w=time.time(); print(bring(v, dry_run=dry).counts);  print("cpu",time.process_time()-t, "wall", time.time()-w)
