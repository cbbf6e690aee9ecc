import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from editorial.models import Versioned
from tests.factories import *
from tests.admin_pages import *

@pytest.mark.django_db
def test_smoke(client):
    u = make_user("Administrators")
    client.force_login(u)
    def fill(n):
        for model, make in MAKERS.items():
            for _ in range(n):
                make(published=True)
    def measure():
        out = {}
        for model, ma in admin.site._registry.items():
            pages = {"list": address(model,"changelist")}
            obj = model._default_manager.first()
            if obj:
                pages["change"]=change_address(obj); pages["history"]=change_address(obj,"history")
            if issubclass(model, Versioned): pages["add"]=address(model,"add")
            for name, url in pages.items():
                with CaptureQueriesContext(connection) as c:
                    r = client.get(url)
                    r.render() if hasattr(r,"render") and not r.is_rendered else None
                out[model.__name__, name] = (r.status_code, len(c))
        return out
    fill(2); client.get("/admin/"); a = measure(); a = measure()
    fill(6); b = measure()
    for k in a: print(k, a[k], b[k], "" if a[k]==b[k] else "<<<<<")
