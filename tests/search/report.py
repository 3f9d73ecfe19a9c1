"""How near search comes to the judged set: ``python -m tests.search.report``, the worst first.

With ``--keep`` it also writes ``answers.json`` anew, with which the tests compare what each database answers. Like the
tests it makes a database of its own, on SQLite unless ``TEST_DATABASE_URL`` names a PostgreSQL server.
"""

import os
import sys

import django
from django.test.utils import setup_databases, teardown_databases


def main(arguments: list[str]) -> int:
    """Print the tables; 2 for an argument that is not known."""
    if set(arguments) - {"--keep"}:
        sys.stderr.write(f"{__doc__}")
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        sys.stdout.write(_report(keep="--keep" in arguments))
    finally:
        teardown_databases(made, verbosity=0)
    return 0


def _report(*, keep: bool) -> str:
    # What follows reads models: they are there only once Django is set up.
    from directory.vocabulary import loading  # noqa: PLC0415
    from tests.search import measuring  # noqa: PLC0415

    loading.load()
    measuring.publish()
    if keep:
        measuring.keep_answers()
    questions, peers = measuring.measure_questions(), measuring.measure_peers()
    missing = measuring.missing_offers()
    offers = [f"{one.typed!r} does not offer the {one.kind} {one.text!r}" for one in missing]
    found = len(measuring.completions()) - len(missing)
    return "\n".join(
        [
            f"{len(questions)} questions to {len(measuring.corpus())} people",
            measuring.table(questions),
            "",
            f"peers of {len(peers)} people",
            measuring.table(peers),
            "",
            *offers,
            "",
            f"questions: nDCG@{measuring.LOOKED_AT} {measuring.mean([one.ndcg for one in questions]):.3f}",
            f"           recall@{measuring.SHOWN} {measuring.mean([one.recall for one in questions]):.3f}",
            f"           well begun {measuring.share_well_begun(questions):.3f}",
            f"peers:     nDCG@{measuring.PEERS} {measuring.mean([one.ndcg for one in peers]):.3f}",
            f"offers:    {found} of {found + len(missing)} made",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
