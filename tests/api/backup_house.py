"""A small service to back up, for tests: papers, an account, and the keys of its own."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.wiring import open_store
from kb.governance.access import Role, desktop_principal
from kb.governance.people import Account
from kb.store.audit import AuditEntries, AuditFilter
from tests.api.conftest import PAPERS

ME = desktop_principal()
PASSWORD = "planted password of nobody"


def quiet(*_: object) -> None:
    """Hears how far it is and says nothing."""


def settled(folder: Path) -> Settings:
    """The settings of a service that holds papers and an account."""
    made = Settings(data_dir=folder, sign_in="off")
    with TestClient(create_app(made)) as client:
        files = [("files", (name, words.encode())) for name, words in PAPERS.items()]
        job = client.post("/api/v1/documents", files=files).json()["id"]
        assert "event: end" in client.get(f"/api/v1/jobs/{job}/events").text
        person = Account("", "mou", "某", roles=frozenset({Role.TRAINER}))
        governing = client.app.state.service.governing  # type: ignore[attr-defined]
        with governing.audit.writing() as work:
            governing.accounts(work).add(ME, person, PASSWORD)
    return made


def entries(settings: Settings, action: str) -> list[tuple[str, str, str]]:
    """What the audit holds of an action: subject, outcome and reason, the newest first."""
    with open_store(settings) as store, store.reading() as session:
        found = AuditEntries(session).page(AuditFilter(action=action))
        return [(one.subject, one.outcome, one.reason) for one in found]
