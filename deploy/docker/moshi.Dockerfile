# A Moshi or PersonaPlex server on one NVIDIA GPU; its weights stay in the volume /weights.
FROM pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime
ARG SERVER=moshi==0.2.13
# Debian keeps one version of a package; SERVER has its version in it.
# hadolint ignore=DL3008,DL3013
RUN apt-get update && apt-get install -y --no-install-recommends git libopus-dev && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir "$SERVER" \
    && useradd --uid 1001 --create-home engine && mkdir /weights && chown engine /weights
USER 1001
ENV HF_HOME=/weights
VOLUME ["/weights"]
EXPOSE 8998
CMD ["python", "-m", "moshi.server", "--host", "0.0.0.0", "--port", "8998"]
