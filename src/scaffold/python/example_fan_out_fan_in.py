"""Count words of many texts: four workers, one collector that keeps the totals."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

from fan_out_fan_in import fan_out_fan_in

LIMIT = 4  # knob: limit


async def count_words(text: str) -> Counter[str]:
    await asyncio.sleep(0)
    return Counter(text.split())


async def total(counts: AsyncIterator[tuple[int, Counter[str]]]) -> Counter[str]:
    words: Counter[str] = Counter()
    async for _, count in counts:
        words += count
    return words


async def scaffolded() -> None:
    texts = ("to be or not to be", "be quick", "not now")
    words = await fan_out_fan_in(texts, count_words, total, workers=LIMIT, buffer=8)
    print(words.most_common(2))


if __name__ == "__main__":
    asyncio.run(scaffolded())
