# Skipstream as an image. There are two ways to make it; docs/containers.md describes both.
#
#   docker build -t skipstream/app .                            builds the program in a container, without a JDK here
#   ./mvnw -DskipTests package
#   docker build --target prebuilt -t skipstream/app .          copies the program that the first line has built here
#
# BASE_IMAGE is any Linux image with glibc, bash and Java 17. BUILD_IMAGE has a JDK 17 and Maven. VARIANT is cpu or cuda.
# The stage prebuilt is before the stage build: a builder without BuildKit stops there.
ARG BASE_IMAGE=eclipse-temurin:17-jre-jammy
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG VARIANT=cpu

FROM ${BASE_IMAGE} AS cpu

# libtorch for CUDA is in the libraries of a build with -Pcuda. The driver comes from the host, by NVIDIA's container toolkit.
FROM ${BASE_IMAGE} AS cuda
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility

FROM ${VARIANT} AS runtime

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
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/opt/skipstream/healthy"]
ENTRYPOINT ["/opt/skipstream/skipstream"]
CMD ["--help"]
LABEL org.opencontainers.image.title="Skipstream" \
      org.opencontainers.image.description="A Kafka streaming detection backbone: image events in, bounding-box events out" \
      org.opencontainers.image.url="https://skipstream.dev/" \
      org.opencontainers.image.source="https://skipstream.dev/skipstream" \
      org.opencontainers.image.documentation="https://skipstream.dev/" \
      org.opencontainers.image.vendor="Skipstream" \
      org.opencontainers.image.licenses="Apache-2.0"

# The program that ./mvnw package has built on this machine.
FROM runtime AS prebuilt
# The layers are in the order of change: the ones that change seldom first.
COPY streams-app/cli/target/lib lib
COPY streams-app/cli/target/broker-lib broker-lib
COPY skipstream docker/healthy LICENSE NOTICE ./
COPY streams-app/cli/target/modules modules
COPY streams-app/cli/target/classes classes
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"

# Java is the same for all platforms, so the build runs on the platform of the builder. Only the natives differ.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
ARG TARGETARCH
ARG VARIANT
WORKDIR /source
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY schemas schemas
COPY model-registry model-registry
COPY streams-app streams-app
COPY examples examples
RUN set -eu; \
    rm -rf streams-app/cli/target; \
    case "${TARGETARCH:-amd64}" in \
      amd64) natives="-Ddjl.platform=linux-x86_64 -Djavacpp.platform=linux-x86_64" ;; \
      arm64) natives="-Ddjl.platform=linux-aarch64 -Djavacpp.platform=linux-arm64" ;; \
      *) echo "the platform is linux/$TARGETARCH: expected linux/amd64 or linux/arm64" >&2; exit 2 ;; \
    esac; \
    variant=; \
    [ "$VARIANT" != cuda ] || variant=-Pcuda; \
    ./mvnw -B -q -DskipTests -Dspotless.apply.skip -Dspotless.check.skip $natives $variant package

FROM runtime AS app
COPY --from=build /source/streams-app/cli/target/lib lib
COPY --from=build /source/streams-app/cli/target/broker-lib broker-lib
COPY skipstream docker/healthy LICENSE NOTICE ./
COPY --from=build /source/streams-app/cli/target/modules modules
COPY --from=build /source/streams-app/cli/target/classes classes
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
