"""The rooms of the web in the order their routes are asked."""

from fastapi import APIRouter

from api.pages import (
    desk,
    evaluations,
    evidence,
    inspections,
    ledger,
    ledger_item,
    session,
    static,
)

ROOMS: tuple[APIRouter, ...] = (
    static.router,
    session.router,
    desk.router,
    ledger.router,
    ledger_item.router,
    evidence.router,
    inspections.router,
    evaluations.router,
)
