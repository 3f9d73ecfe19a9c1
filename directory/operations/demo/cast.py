"""The people one signs in as: always there, whatever the seed, and the same everywhere."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from directory.operations.demo.person import Fate, Person
from directory.profiles.presets import PRESETS

PASSWORD: Final = "demo-directory"  # noqa: S105 - of invented people, who sign in with DEBUG only
# Before everybody else, since two of them decide on all the others.
FIRST_DAY: Final = datetime(2026, 2, 2, 9, 0, tzinfo=ZoneInfo("America/New_York"))


def _member(
    days: int, name: str, written: Mapping[str, object], *, preset: str, is_moderator: bool = False
) -> Person:
    audiences = {part: audience.code for part, audience in PRESETS[preset].audiences.items()}
    return Person(
        email=f"{name}@demo.invalid",
        handle=name,
        fate=Fate.DRAFT if name == "cy" else Fate.LISTED,
        arrived=FIRST_DAY + timedelta(days=days),
        written={
            "languages": ["en"],
            "stage": "current-ally",
            **written,
            "audience": PRESETS[preset].audience.code,
            "audiences": audiences,
        },
        is_moderator=is_moderator,
        can_sign_in=True,
    )


MO: Final = _member(
    0,
    "mo",
    {
        "display_name": "Mo Cordwood",
        "pronouns": "he/him",
        "role": "restorative-facilitator",
        "region": "23019",
        "practices": ["restorative-conference", "reparative-board", "training-coaching"],
        "settings": ["community-org", "court"],
        "strands": ["advocate", "off-ramps"],
        "offers": ["co-facilitate", "train", "think-through"],
        "seeks": ["share-policy"],
        "headline": "Conferences, boards and the driving in between",
        "about": "I facilitate conferences up north and train the volunteers who sit on our reparative board. "
        "Most of the work is preparing people, in kitchens mostly, until they know what they want to say.\n\n"
        "I am glad to think a kind of situation through with you, never a named one.",
        "agency": "Longtable Restorative Center (invented)",
        "title": "Lead facilitator",
        "real_name": "Mo Cordwood",
    },
    preset="members-no-employer",
    is_moderator=True,
)
MAX: Final = _member(
    0,
    "max",
    {
        "display_name": "Max Inkwell",
        "pronouns": "they/them",
        "role": "court-staff",
        "region": "23001",
        "practices": ["deferred-disposition", "restorative-conference"],
        "settings": ["court"],
        "strands": ["off-ramps"],
        "offers": ["share-policy", "introduce"],
        "seeks": ["listen"],
        "languages": ["en", "fr"],
        "headline": "A clerk’s counter can be an off-ramp too",
        "about": "I keep the calendar of our conference room with the round table, and the list that tells us when "
        "a deferred disposition is about to end well.\n\n"
        "Ask for our forms. They are plain and short, and you may copy them.",
        "agency": "Quietstone Courthouse (invented)",
        "title": "Clerk of court",
        "real_name": "Max Inkwell",
    },
    preset="members-no-employer",
    is_moderator=True,
)
ANA: Final = _member(
    7,
    "ana",
    {
        "display_name": "Ana Saltmarsh",
        "pronouns": "she/her",
        "role": "school-administrator",
        "region": "23005",
        "practices": ["community-circles", "school-reentry-circle", "restorative-discipline"],
        "settings": ["school-wide", "school-district"],
        "strands": ["advocate", "on-ramps"],
        "offers": ["mentor", "observe", "share-policy"],
        "seeks": ["introduce"],
        "languages": ["en", "es"],
        "headline": "Circles first, consequences second, paperwork last",
        "about": "I am an assistant principal. We open every week with circles, staff included, and nobody comes "
        "back from a suspension without a re-entry circle and a plan that fits on one page.\n\n"
        "You are welcome to visit and watch, and to copy our handbook.",
        "agency": "Candlewick School District (invented)",
        "title": "Assistant principal",
        "real_name": "Ana Saltmarsh",
        "website": "https://ana-saltmarsh.invalid/",
    },
    preset="public-named",
)
BEN: Final = _member(
    8,
    "ben",
    {
        "display_name": "Ben Hackmatack",
        "pronouns": "he/him",
        "role": "school-resource-officer",
        "region": "23005",
        "practices": ["community-circles", "pre-arrest-deflection", "restorative-conversations"],
        "settings": ["school-wide", "street"],
        "strands": ["off-ramps", "on-ramps"],
        "offers": ["speak", "listen"],
        "seeks": ["mentor", "share-policy"],
        "headline": "An SRO who keeps circles and leaves the handcuffs at the station",
        "about": "I trained as a circle keeper together with the teachers and keep circles on Thursdays. With the "
        "principal and the prosecutor we wrote down what is a school matter; the rest goes to the restorative "
        "coordinator first.\n\n"
        "I would be glad of a mentor who has been at it longer than I have.",
        "agency": "Saltbridge Police Department (invented)",
        "title": "School resource officer",
        "real_name": "Ben Hackmatack",
        "phone": "(207) 555-0142",
    },
    preset="members-no-employer",
)
DEE: Final = _member(
    9,
    "dee",
    {
        "display_name": "Dee Porchlight",
        "pronouns": "she/her",
        "role": "co-responder",
        "region": "23031",
        "practices": ["pre-arrest-deflection", "trauma-informed", "staff-circles"],
        "settings": ["street", "station"],
        "strands": ["off-ramps"],
        "offers": ["listen", "think-through"],
        "seeks": ["co-facilitate"],
        "languages": ["en", "ase"],
        "headline": "Deflection with a person attached",
        "about": "I ride along with police and go back on the Tuesday after, when the crisis is over and repair can "
        "begin. Twice a month I keep a circle for officers at the station.\n\n"
        "I am looking for a second keeper.",
        "agency": "Saltbridge Police Department (invented)",
        "title": "Co-responder",
        "real_name": "Dee Porchlight",
    },
    preset="members-no-employer",
)
CY: Final = _member(
    280,
    "cy",
    {
        "display_name": "Cy Fencepost",
        "pronouns": "he/him",
        "role": "juvenile-community-corrections-officer",
        "region": "23011",
        "practices": ["informal-adjustment", "regional-care-team"],
        "settings": ["probation", "court"],
        "strands": ["off-ramps"],
        "offers": ["introduce"],
        "seeks": ["mentor", "observe"],
        "headline": "Informal adjustment that means something to everybody in it",
        "about": "I bring families to our Regional Care Team early, when the question is still what would help, and "
        "keep circles in mind for what comes after.\n\n"
        "I would like to sit in somewhere and watch it done well.",
        "agency": "Pinewater State Department of Corrections (invented)",
        "title": "JCCO",
        "real_name": "Cy Fencepost",
    },
    preset="members-no-employer",
)
CAST: Final = (MO, MAX, ANA, BEN, DEE, CY)
SIGN_INS: Final = (
    (ANA, "member, public"),
    (BEN, "member, members only"),
    (DEE, "member, Ben’s colleague"),
    (CY, "draft, ready to submit"),
    (MO, "moderator, listed for members"),
    (MAX, "moderator, listed for members"),
)
