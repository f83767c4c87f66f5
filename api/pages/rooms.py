"""The rooms of the web in the order their routes are asked."""

from fastapi import APIRouter

from api.pages import case_list, cases, clues, desk, registers, session, static

ROOMS: tuple[APIRouter, ...] = (
    static.router,
    session.router,
    desk.router,
    case_list.router,
    clues.router,
    cases.router,
    registers.router,
)
