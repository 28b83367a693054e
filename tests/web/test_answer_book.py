"""What was answered on the spot: kept by user and patient, and forgotten on demand."""

from datetime import date

from matcher.steps.answering import Answer
from matcher.web.answer_book import MOST_ANSWERS, AnswerBook

DAY = date(2026, 11, 1)


def answer(need: str, value: str = "1") -> Answer:
    return Answer(need, {"value": value}, DAY)


def test_answers_belong_to_one_user_and_one_patient() -> None:
    book = AnswerBook()
    book.keep("ann", "p1", answer("ECOG"))
    assert book.of("ann", "p1") == (answer("ECOG"),)
    assert book.of("bob", "p1") == book.of("ann", "p2") == ()


def test_a_new_answer_takes_the_place_of_the_old_one() -> None:
    book = AnswerBook()
    for one in (answer("ECOG"), answer("hemoglobin"), answer("ECOG", "2")):
        book.keep("ann", "p1", one)
    assert book.of("ann", "p1") == (answer("hemoglobin"), answer("ECOG", "2"))


def test_one_answer_or_all_are_dropped() -> None:
    book = AnswerBook()
    for need in ("ECOG", "hemoglobin", "platelets"):
        book.keep("ann", "p1", answer(need))
    book.drop("ann", "p1", "hemoglobin")
    assert [one.need for one in book.of("ann", "p1")] == ["ECOG", "platelets"]
    book.drop("ann", "p1")
    assert book.of("ann", "p1") == ()
    book.drop("ann", "p1", "ECOG")


def test_the_book_stays_small() -> None:
    book = AnswerBook(most=2)
    for handle in ("p1", "p2"):
        book.keep("ann", handle, answer("ECOG"))
    book.of("ann", "p1")
    book.keep("ann", "p3", answer("ECOG"))
    assert [bool(book.of("ann", handle)) for handle in ("p1", "p2", "p3")] == [True, False, True]
    for number in range(MOST_ANSWERS + 5):
        book.keep("ann", "p1", answer(f"need {number}"))
    assert len(book.of("ann", "p1")) == MOST_ANSWERS
    assert book.of("ann", "p1")[-1].need == f"need {MOST_ANSWERS + 4}"
