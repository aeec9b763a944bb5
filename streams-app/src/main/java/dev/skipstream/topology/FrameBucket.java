package dev.skipstream.topology;

import dev.skipstream.detect.ResizedShape;
import dev.skipstream.schemas.event.ModelIdentity;

/** What frames of one batch have in common. */
record FrameBucket(ModelIdentity model, ResizedShape shape) {}
