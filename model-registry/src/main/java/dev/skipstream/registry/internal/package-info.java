/** The registry's JSON, in its log and in its HTTP API. Internal: other modules must not use it. */
package dev.skipstream.registry.internal;
