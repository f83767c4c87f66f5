"""Labels found against labels wanted."""

from kb.review.scoring import Tally


def test_micro_counts_every_label() -> None:
    tally = Tally()
    tally.add(found={"causes:a", "causes:b"}, must={"causes:a", "loopholes:c"})
    tally.add(found=set(), must=set())
    scores = tally.micro()
    assert (scores.precision, scores.recall, scores.f1) == (0.5, 0.5, 0.5)
    assert tally.micro("causes:").recall == 1.0
    assert tally.micro("loopholes:").recall == 0.0


def test_may_is_neither_rewarded_nor_punished() -> None:
    tally = Tally()
    tally.add(found={"causes:a", "causes:b"}, must={"causes:a"}, may={"causes:b"})
    tally.add(found=set(), must=set(), may={"causes:b"})
    assert tally.micro().f1 == 1.0
    assert tally.micro().found == 1


def test_macro_is_the_mean_over_wanted_labels() -> None:
    tally = Tally()
    tally.add(found={"causes:a"}, must={"causes:a"})
    tally.add(found={"causes:x"}, must={"causes:b"})
    assert tally.macro().f1 == 0.5


def test_nothing_wanted_and_nothing_found_is_nought() -> None:
    assert Tally().micro().f1 == 0.0
    assert Tally().macro().f1 == 0.0
