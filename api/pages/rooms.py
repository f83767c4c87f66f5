"""The rooms of the web in the order their routes are asked."""

from fastapi import APIRouter

from api.pages import desk, documents, intake, reviews, search, session, similar, static

ROOMS: tuple[APIRouter, ...] = (
    static.router,
    session.router,
    desk.router,
    documents.router,
    intake.router,
    reviews.router,
    search.router,
    similar.router,
)
