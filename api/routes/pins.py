from fastapi import APIRouter

router = APIRouter(tags=["检索"])
