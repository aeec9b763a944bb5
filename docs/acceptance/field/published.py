#!/usr/bin/env python3
"""Compares the frames of one source on a topic with the frames that ffmpeg decodes.

    published.py BOOTSTRAP TOPIC SOURCE VIDEO [--max-gap SECONDS]

It compares the number of frames, their order, their times within a millisecond, and their pixels within a mean error of 1.5 in
each frame. It prints the figures, or the differences. The exit code is 1 if there are differences.
"""
import argparse
import re
import subprocess
import sys
from datetime import datetime

import numpy
from confluent_kafka import Consumer, TopicPartition

MILLISECOND = 0.001
PIXELS = 1.5


def records(bootstrap, topic, source):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "compare", "enable.auto.commit": False})
    partitions = consumer.list_topics(topic, timeout=60).topics[topic].partitions
    left, assigned = 0, []
    for partition in partitions:
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=60)
        left += high - low
        assigned.append(TopicPartition(topic, partition, low))
    consumer.assign(assigned)
    found = []
    while left:
        record = consumer.poll(60)
        if record is None or record.error():
            sys.exit(f"the topic cannot be read: {record and record.error()}")
        left -= 1
        if record.key().decode() == source:
            found.append((dict(record.headers()), record.value()))
    consumer.close()
    return found


def decode(arguments, data=None):
    """Returns the frames and their time stamps from ffmpeg. All frames have the same size."""
    run = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostdin" if data is None else "-y", "-copyts", *arguments, "-vf", "showinfo", "-vsync", "passthrough",
         "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        input=data, stdin=subprocess.DEVNULL if data is None else None, capture_output=True)
    shown = re.findall(rb"n: *\d+ pts: *\S+ pts_time:(\S+).*? s:(\d+)x(\d+)", run.stderr)
    if not shown:
        return [], []
    width, height = int(shown[0][1]), int(shown[0][2])
    frames = numpy.frombuffer(run.stdout, numpy.uint8).reshape(-1, height, width, 3)
    return frames, [float(time) for time, _, _ in shown]


def nominal_gap(video):
    rate = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=r_frame_rate", "-of",
                           "default=nw=1:nk=1", video], capture_output=True, text=True).stdout.split()[0]
    over, under = rate.split("/")
    return int(under) / int(over)


def main():
    parser = argparse.ArgumentParser()
    for name in ("bootstrap", "topic", "source", "video"):
        parser.add_argument(name)
    parser.add_argument("--max-gap", type=float, default=10)
    arguments = parser.parse_args()

    expected, pts = decode(["-i", arguments.video])
    published = records(arguments.bootstrap, arguments.topic, arguments.source)
    wrong = []
    if len(published) != len(expected):
        wrong.append(f"{len(published)} frames, ffmpeg has {len(expected)}")
    if [int(headers["ce_sequence"]) for headers, _ in published] != list(range(len(published))):
        wrong.append("the frames are out of order")

    at, worst_time, gap = 0.0, 0.0, nominal_gap(arguments.video)
    times = [datetime.fromisoformat(headers["ce_time"].decode().replace("Z", "+00:00")).timestamp() for headers, _ in published]
    for i in range(min(len(published), len(expected))):
        if i > 0:
            step = pts[i] - pts[i - 1]
            at += step if 0 <= step <= arguments.max_gap else gap
        worst_time = max(worst_time, abs(times[i] - times[0] - at))
        own = float(published[i][0]["ce_pts"]) - float(published[0][0]["ce_pts"])
        worst_time = max(worst_time, abs(own - (pts[i] - pts[0])))
    if worst_time > MILLISECOND:
        wrong.append(f"a time is off by {worst_time:.4f} s")

    worst_pixels = 0.0
    if published:
        shown, _ = decode(["-f", "mjpeg", "-i", "-"], b"".join(image for _, image in published))
        if len(shown) != len(published):
            wrong.append(f"{len(shown)} of {len(published)} JPEGs are readable")
        elif shown[0].shape != expected[0].shape:
            wrong.append(f"frames are {shown[0].shape}, ffmpeg's {expected[0].shape}")
        else:
            for one, other in zip(shown, expected):
                worst_pixels = max(worst_pixels, float(numpy.abs(one.astype(int) - other).mean()))
    if worst_pixels >= PIXELS:
        wrong.append(f"pixels are off by {worst_pixels:.2f} on average")

    print("; ".join(wrong) if wrong else
          f"right ({len(published)} frames, times within {1000 * worst_time:.3f} ms, pixels within {worst_pixels:.2f})")
    sys.exit(1 if wrong else 0)


main()
