"""A lane of jobs, its worker a puppet."""

from __future__ import annotations

import asyncio
from typing import Any

from jewelcad.viewer.lanes import Answer, Lane, Order

Job = dict[str, Any]


class Puppet:
    """A worker that notes what it is asked, and takes until it is let go over its opening job."""

    alive = True

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.go = asyncio.Event()

    async def ask(self, job: Job) -> tuple[Job, bytes]:
        self.heard.append(job["do"])
        if job["do"] == "open":
            await self.go.wait()
        return {"error": job["error"]} if "error" in job else {"done": job}, b""

    async def cancel(self) -> None:
        self.heard.append("cancel")


class Crew:
    """Who hands out puppets, and notes which are dismissed."""

    def __init__(self) -> None:
        self.made: list[Puppet] = []
        self.gone: list[Puppet] = []

    async def worker(self) -> Puppet:
        self.made.append(Puppet())
        return self.made[-1]

    async def dismiss(self, worker: Puppet) -> None:
        self.gone.append(worker)


def ran(opening: Job, overtaken: bool) -> tuple[Crew, list[Answer]]:
    """A lane that takes an order, which may be overtaken over the opening, and another."""

    async def run() -> tuple[Crew, list[Answer]]:
        crew, answers = Crew(), []
        lane = Lane(crew, opening=opening)  # type: ignore[arg-type]

        async def then(answer: Answer) -> None:
            answers.append(answer)

        task = asyncio.ensure_future(lane.run())
        lane.put(Order("page", {"do": "first"}, then))
        while not crew.made or not crew.made[0].heard:
            await asyncio.sleep(0)
        if overtaken:
            lane.put(Order("page", {"do": "second"}, then))
        crew.made[0].go.set()
        while len(answers) < 1 + overtaken:
            await asyncio.sleep(0)
        task.cancel()
        return crew, answers

    return asyncio.run(asyncio.wait_for(run(), 10))


def test_an_opening_is_left_to_finish_though_its_order_is_overtaken():
    crew, (first, second) = ran({"do": "open"}, overtaken=True)
    assert first.done is None
    assert first.error is None  # overtaken
    assert second.done == {"do": "second"}
    assert crew.made[0].heard == ["open", "second"]  # never interrupted, nor is the first begun
    assert crew.gone == []


def test_what_is_wrong_with_an_opening_is_told():
    error = {"message": "No band today.", "parameter": None, "file": None, "line": None}
    crew, (answer,) = ran({"do": "open", "error": error}, overtaken=False)
    assert answer.error == error
    assert crew.made[0].heard == ["open"]
    assert crew.gone == crew.made
