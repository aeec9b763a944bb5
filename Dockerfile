# Skipstream as an image. It copies the output of a build on this machine, so build first:
#
#   ./mvnw -DskipTests package && docker build -t skipstream/app .
#   ./mvnw -Pcuda -DskipTests package && docker build --build-arg VARIANT=cuda -t skipstream/app:cuda .
#
# BASE_IMAGE is any Linux image with glibc, bash and Java 17; VARIANT is cpu or cuda: see docs/containers.md.
ARG BASE_IMAGE=eclipse-temurin:17-jre-jammy
ARG VARIANT=cpu

FROM ${BASE_IMAGE} AS cpu

# libtorch for CUDA is in the libraries of a build with -Pcuda. The driver comes from the host, by NVIDIA's container toolkit.
FROM ${BASE_IMAGE} AS cuda
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility

FROM ${VARIANT}

# Native libraries are unpacked into the home folder, so any user of a container can write to it.
RUN groupadd --gid 10001 skipstream \
 && useradd --uid 10001 --gid 10001 --create-home skipstream \
 && chmod 0777 /home/skipstream \
 && mkdir -m 0777 /home/skipstream/.djl.ai \
 && mkdir /registry /data \
 && chown 10001:10001 /registry /data
# Docker publishes a port from the address of the container, not from its loopback interface.
ENV HOME=/home/skipstream \
    SKIPSTREAM_REGISTRY=/registry \
    SKIPSTREAM_HTTP_HOST=0.0.0.0
WORKDIR /opt/skipstream

# The layers are in the order of change: the ones that change seldom first.
COPY streams-app/cli/target/lib lib
COPY streams-app/cli/target/broker-lib broker-lib
COPY skipstream docker/healthy ./
COPY streams-app/cli/target/modules modules
COPY streams-app/cli/target/classes classes

USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/opt/skipstream/healthy"]
ENTRYPOINT ["/opt/skipstream/skipstream"]
CMD ["--help"]
