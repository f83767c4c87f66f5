"""The rooms of the web in the order their routes are asked."""

from fastapi import APIRouter

from api.pages import (
    case_list,
    cases,
    clues,
    desk,
    documents,
    intake,
    letters,
    registers,
    reports,
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
    case_list.router,
    clues.router,
    cases.router,
    reports.router,
    letters.router,
    registers.router,
)
