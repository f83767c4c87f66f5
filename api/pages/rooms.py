"""The rooms of the web in the order their routes are asked."""

from fastapi import APIRouter

from api.pages import (
    desk,
    documents,
    evaluations,
    evidence,
    inspections,
    intake,
    ledger,
    ledger_item,
    measure_plan,
    measures,
    reviews,
    search,
    session,
    similar,
    static,
)

ROOMS: tuple[APIRouter, ...] = (
    static.router,
    session.router,
    desk.router,
    documents.router,
    intake.router,
    reviews.router,
    search.router,
    similar.router,
    ledger.router,
    ledger_item.router,
    evidence.router,
    inspections.router,
    evaluations.router,
    measure_plan.router,
    measures.router,
)
