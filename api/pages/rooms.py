"""The rooms of the web in the order their routes are asked."""

from fastapi import APIRouter

from api.pages import (
    case_access,
    case_list,
    cases,
    clues,
    desk,
    documents,
    intake,
    letters,
    record_entry,
    registers,
    report_sections,
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
    case_access.router,
    report_sections.router,
    reports.router,
    letters.router,
    record_entry.router,
    registers.router,
)
