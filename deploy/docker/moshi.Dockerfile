# A Moshi or PersonaPlex server on one NVIDIA GPU; its weights stay in the volume /weights.
FROM pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime
ARG SERVER=moshi
RUN apt-get update && apt-get install -y --no-install-recommends git libopus-dev && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir "$SERVER" \
    && useradd --create-home engine && mkdir /weights && chown engine /weights
USER engine
ENV HF_HOME=/weights
VOLUME ["/weights"]
EXPOSE 8998
CMD ["python", "-m", "moshi.server", "--host", "0.0.0.0", "--port", "8998"]
