#!/usr/bin/env python3
"""Sends unusual records, which any producer can send, with librdkafka, and waits for the outcome of each record.

    poison.py BOOTSTRAP_SERVERS [IMAGES]

Requires confluent_kafka. The topics are images, detections and images.dead-letters. IMAGES is a folder of JPEG or PNG
files; by default the images are generated. The script first sends each poison record alone, then all of them among 200
good records. The longest wait for the outcomes is WAIT of the environment, in
seconds; the default is 300.
"""

import os
import pathlib
import random
import struct
import sys
import time
import zlib

from confluent_kafka import Consumer, Producer, TopicPartition

WAIT = float(os.environ.get("WAIT", "300"))
GOOD = 200
IMAGE = "dev.skipstream.image.v1"


def png(width, height, number):
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(((x * 3 + number) % 256, (y * 5) % 256, (number * 7) % 256))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")


def images(folder):
    if folder is None:
        return [png(320, 192, number) for number in range(8)]
    found = [path.read_bytes() for path in sorted(pathlib.Path(folder).iterdir()) if path.suffix in (".jpg", ".jpeg", ".png")]
    # The input topic has Kafka's default limit for a record.
    return [image for image in found if len(image) < 90_000] or sys.exit(f"{folder}: no image below 90 kB")


def event(time_):
    return [("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "poison"), ("ce_type", IMAGE), ("ce_time", time_)]


def poison(image):
    """Returns the name and the arguments of produce() for each poison record."""
    return [
        ("record timestamp -1", dict(value=image, key="camera", timestamp=-1)),
        ("ce_time long before year 0", dict(value=image, key="camera", headers=event("-999999999-01-01T00:00:00-18:00"))),
        ("ce_time long after year 9999", dict(value=image, key="camera", headers=event("+999999999-12-31T23:59:59Z"))),
        ("a key of 900 kB", dict(value=image, key=b"k" * 900_000)),
        ("record timestamp in 2099", dict(value=image, key="camera", timestamp=4_070_908_800_000)),
    ]


class Stream:
    def __init__(self, servers):
        self.failed = []
        self.sent = 0
        self.outcomes = []
        # All records are acknowledged (the default of librdkafka), and its limit for a message is above that of the topic.
        self.producer = Producer({"bootstrap.servers": servers, "message.max.bytes": 1_000_000 * 2})
        self.consumer = Consumer(
            {"bootstrap.servers": servers, "group.id": "poison", "isolation.level": "read_committed",
             "enable.auto.commit": False, "fetch.message.max.bytes": 10_000_000})
        self.consumer.assign([TopicPartition(topic, 0, 0) for topic in ("detections", "images.dead-letters")])

    def send(self, arguments):
        self.producer.produce("images", partition=0, on_delivery=self.delivered, **arguments)
        self.producer.poll(0)
        self.sent += 1

    def delivered(self, error, message):
        if error:
            self.failed.append(str(error))

    def wait(self):
        """Waits until there are as many outcomes as records, and then until no further outcome arrives for 2 s."""
        self.producer.flush()
        if self.failed:
            sys.exit(f"the broker rejected {len(self.failed)} records: {self.failed[0]}")
        deadline = time.time() + WAIT
        before = len(self.outcomes)
        while len(self.outcomes) < self.sent and time.time() < deadline:
            self.poll(1)
        while self.poll(2):
            pass
        if len(self.outcomes) != self.sent:
            sys.exit(f"{self.sent} records have {len(self.outcomes)} outcomes")
        return self.outcomes[before:]

    def poll(self, seconds):
        message = self.consumer.poll(seconds)
        if message is None or message.error():
            return False
        self.outcomes.append(message)
        return True


def described(outcome):
    headers = {name: value for name, value in outcome.headers()}
    text = outcome.topic()
    for name in ("skipstream.reason", "__streams.errors.message", "skipstream-input-timestamp", "skipstream.dropped"):
        if headers.get(name):
            text += f"; {name}: {headers[name].decode()[:110]}"
    return text


def main():
    stream = Stream(sys.argv[1])
    pictures = images(sys.argv[2] if len(sys.argv) > 2 else None)
    for name, arguments in poison(pictures[0]):
        stream.send(arguments)
        print(f"{name}, alone: {described(stream.wait()[0])}", flush=True)
    records = [dict(value=pictures[i % len(pictures)], key=f"camera-{i % 5}") for i in range(GOOD)]
    records += [arguments for _, arguments in poison(pictures[0])]
    random.Random(18).shuffle(records)
    for arguments in records:
        stream.send(arguments)
    outcomes = stream.wait()
    found = sum(outcome.topic() == "detections" for outcome in outcomes)
    print(f"all among {GOOD} good ones: {found} detection events, {len(outcomes) - found} dead letters, for {len(records)} records")


main()
