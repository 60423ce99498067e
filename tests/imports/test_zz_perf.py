import time, pytest
from tests.imports.conftest import bring, csv_of, cast, _cast_once
pytestmark = pytest.mark.django_db
def test_perf(cast):
    N=20000
    v=csv_of("VIN;Make;Model;Fuel;CO2;Licence plate;Employer;Stage", *(f"WVWZZZ1KZ{n:08d};Volkswagen;Golf;petrol;120;{n:06d};Windmolen Nederland;in use" for n in range(N)))
    t=time.time(); print(bring(v, dry_run=True).counts, "dry", time.time()-t)
    t=time.time(); print(bring(v).counts, "apply", time.time()-t)
    t=time.time(); print(bring(v).counts, "again", time.time()-t)
    v=csv_of("Name;E-mail;Employer;Employee number;Employed from;Phone;Address", *(f"Jan Jansen {n};j{n}@example.test;Windmolen Nederland;{n};2024-01-01;+3161234{n:05d};Straat 1" for n in range(5000)))
    t=time.time(); print(bring(v).counts, "5000 drivers", time.time()-t)
    t=time.time(); print(bring(v).counts, "again", time.time()-t)
    v=csv_of("VIN;Driver e-mail;From", *(f"WVWZZZ1KZ{n:08d};j{n}@example.test;2024-02-01 10:00" for n in range(5000)))
    t=time.time(); print(bring(v).counts, "5000 custody", time.time()-t)
    v=csv_of("VIN;Odometer;Read at", *(f"WVWZZZ1KZ{n:08d};{n+1000};2025-02-01 10:00" for n in range(5000)))
    t=time.time(); print(bring(v).counts, "5000 odo", time.time()-t)
    head = "Contract number;VIN;Employer;First day;Term;Kilometres agreed;Instalment"
    v=csv_of(head, *(f"Q-{n};WVWZZZ1KZ{n:08d};Windmolen Nederland;2025-01-01;48;100000;500,00" for n in range(5000)))
    t=time.time(); print(bring(v).counts, "5000 contracts", time.time()-t)
