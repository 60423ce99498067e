import time
from axe_playwright_python.sync_playwright import Axe
from tests.browser.test_journey import *
def test_dbg(cast, phone, photos):
    driver = phone("driver"); 
    t=time.time(); driver.log_in(cast.dana); print("T login", time.time()-t)
    for p in ("/my-car/","/my-car/my-data/","/my-car/report/"):
        t=time.time(); driver.open(p); print("T open",p, time.time()-t)
        t=time.time(); Axe().run(driver.page); print("T axe", time.time()-t)
        t=time.time(); driver.text(); print("T text", time.time()-t)
    assert 0
