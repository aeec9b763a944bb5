/**
 * The shadow model: the frames that it gets, the topic of its detections, and its agreement with
 * the first model. The stream does not wait for it.
 *
 * <p>Exports {@link dev.skipstream.shadow.Shadow} and {@link dev.skipstream.shadow.ShadowSettings}.
 * Hides the queue and the thread of the shadow model.
 */
package dev.skipstream.shadow;
