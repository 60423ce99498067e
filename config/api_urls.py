"""Addresses of the API, version 1. Flat: relations are filters and ids in the records, not longer paths."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from config.api_docs import api_docs
from drivers import api as drivers
from drivers import api_imports as imports
from fleet import api as fleet
from incidents import api as incidents
from privacy import api as privacy

urlpatterns = [
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", api_docs, name="api_docs"),
    path("api/v1/vehicles/", drivers.Vehicles.as_view(), name="api_vehicles"),
    path("api/v1/vehicles/<uuid:vehicle>/", fleet.Vehicle.as_view(), name="api_vehicle"),
    path("api/v1/vehicles/<uuid:vehicle>/holder/", drivers.WhoHad.as_view(), name="api_vehicle_holder"),
    path("api/v1/drivers/", drivers.Drivers.as_view(), name="api_drivers"),
    path("api/v1/drivers/<uuid:driver>/", drivers.Driver.as_view(), name="api_driver"),
    path("api/v1/contracts/", fleet.Contracts.as_view(), name="api_contracts"),
    path("api/v1/contracts/<uuid:contract>/", fleet.Contract.as_view(), name="api_contract"),
    path("api/v1/odometer-readings/", fleet.OdometerReadings.as_view(), name="api_odometer_readings"),
    path("api/v1/damage-reports/", incidents.DamageReports.as_view(), name="api_damage_reports"),
    path("api/v1/damage-reports/<uuid:report>/", incidents.DamageReport.as_view(), name="api_damage_report"),
    path("api/v1/damage-reports/<uuid:report>/photos/", incidents.DamageReportPhotos.as_view(), name="api_report_photos"),
    path("api/v1/cases/", incidents.Cases.as_view(), name="api_cases"),
    path("api/v1/cases/<uuid:case>/", incidents.Case.as_view(), name="api_case"),
    path("api/v1/cases/<uuid:case>/notes/", incidents.CaseNotes.as_view(), name="api_case_notes"),
    path("api/v1/cases/<uuid:case>/state/", incidents.CaseState.as_view(), name="api_case_state"),
    path("api/v1/imports/", imports.Imports.as_view(), name="api_imports"),
    path("api/v1/imports/templates/", imports.ImportTemplate.as_view(), name="api_import_template"),
    path("api/v1/imports/<uuid:run>/", imports.Import.as_view(), name="api_import"),
    path("api/v1/me/", privacy.Me.as_view(), name="api_me"),
    path("api/v1/me/record/", drivers.OwnRecord.as_view(), name="api_own_record"),
    path("api/v1/me/access-log/", drivers.AccessLog.as_view(), name="api_access_log"),
    path("api/v1/ledger/events/", privacy.LedgerEvents.as_view(), name="api_ledger_events"),
    path("api/v1/policy/purposes/", privacy.Purposes.as_view(), name="api_purposes"),
]
