"""What a funding result cannot tell, whatever the numbers say."""

from __future__ import annotations

from typing import Final

CANNOT_TELL: Final = (
    (
        "That the money was the cause.",
        (
            "Something else may have happened here and not in the control towns. A control makes "
            "that less likely, never impossible."
        ),
    ),
    (
        "What happened, only what was recorded.",
        (
            "Police figures count what people told them and how it was written down. That is why "
            "anti-social behaviour stands beside the line that adds public order and damage."
        ),
    ),
    (
        "Whether the controls were truly untouched.",
        (
            "Forces have had hotspot funding for every area since 2024. Controls that are treated "
            "as well make a difference look smaller."
        ),
    ),
    (
        "Anything about single streets.",
        (
            "Police move each record to a map point, typically by 35 to 100 metres, and redrew "
            "their points in July 2022. Whole towns are compared here, and no hexagon."
        ),
    ),
    (
        "Who felt safer.",
        "Records say nothing of feelings, and somebody who avoids a street is in no record.",
    ),
)
