/**
 * The shadow model: the frames that it gets, the topic of its detections, and its agreement with
 * the first model. The stream does not wait for it.
 */
package dev.skipstream.shadow;
