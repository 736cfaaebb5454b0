# The API, the worker, the beat and the migrations: one image, four commands.
FROM python:3.13-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY backend/tools/installer.lock backend/requirements.lock backend/pyproject.toml ./
RUN python -m venv /venv \
    && /venv/bin/pip install -q --require-hashes -r installer.lock \
    # The lock also holds what only development needs; as a constraint it pins and verifies the rest.
    && python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > wanted.txt \
    && /venv/bin/uv pip install -q --python /venv/bin/python -r wanted.txt -c requirements.lock
COPY backend/alembic.ini ./
COPY backend/migrations ./migrations
COPY backend/digiboost ./digiboost
RUN /venv/bin/uv pip install -q --python /venv/bin/python --no-deps --no-build-isolation -e . \
    && /venv/bin/uv pip uninstall -q --python /venv/bin/python uv

FROM python:3.13-slim-bookworm
RUN apt-get update -q \
    && apt-get install -y -q --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin digiboost \
    && install -d -o digiboost -g digiboost /data/files
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DIGIBOOST_FILES_DIR=/data/files
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001
CMD ["digiboost", "serve", "--host", "0.0.0.0", "--port", "8000"]
