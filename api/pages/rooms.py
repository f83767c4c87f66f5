"""The rooms of the web in the order their routes are asked."""

from fastapi import APIRouter

from api.pages import (
    accounts,
    audit,
    board,
    board_maps,
    calendar,
    departments,
    desk,
    documents,
    grants,
    intake,
    own,
    pack_list,
    pack_wizard,
    packs,
    reviews,
    search,
    session,
    similar,
    static,
    system,
    trainings,
    warning_patterns,
    warnings,
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
    board.router,
    board_maps.router,
    warning_patterns.router,  # before the warnings: their pages are no warning
    warnings.router,
    pack_list.router,  # the packs come after what is no pack of theirs
    pack_wizard.router,
    packs.router,
    trainings.router,
    accounts.router,
    departments.router,
    grants.router,
    audit.router,
    calendar.router,
    system.router,
    own.router,
)
