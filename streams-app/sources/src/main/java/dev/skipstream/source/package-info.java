/** The sources of frames, and the publishing of frames to the input topic. */
package dev.skipstream.source;
