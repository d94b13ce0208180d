# One static binary on an empty image with certificates and time zones.
#   docker build -t focalpoint .
#   docker run -p 127.0.0.1:8480:8480 -v focalpoint:/data focalpoint
# Images that print PDF reports need Chromium beside the program: build with
#   docker build --target with-chromium -t focalpoint:chromium .
FROM node:20-bookworm-slim AS packages
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=packages /src/web/node_modules web/node_modules
RUN cd web/build && CGO_ENABLED=0 go run . .. \
 && cd /src && CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /focalpoint ./cmd/focalpoint \
 && mkdir /empty

FROM debian:12-slim AS with-chromium
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates chromium fonts-noto-core fonts-wqy-microhei \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /focalpoint /usr/local/bin/focalpoint
COPY --from=build --chown=65532:65532 /empty /data
ENV FOCALPOINT_CHROMIUM=/usr/bin/chromium
USER 65532:65532
VOLUME /data
EXPOSE 8480
ENTRYPOINT ["focalpoint"]
CMD ["serve", "--data", "/data", "--listen", "0.0.0.0:8480"]

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /focalpoint /focalpoint
COPY --from=build --chown=65532:65532 /empty /data
VOLUME /data
EXPOSE 8480
ENTRYPOINT ["/focalpoint"]
CMD ["serve", "--data", "/data", "--listen", "0.0.0.0:8480"]
