/**
 * Tracking as a stream: detections on a topic to tracks, happenings and counts of lines, by Kafka
 * Streams. Starts at {@link dev.skipstream.tracking.TrackingStream}.
 *
 * <p>Exports {@link dev.skipstream.tracking.Counting}, {@link
 * dev.skipstream.tracking.CountsAnswer}, {@link dev.skipstream.tracking.CountsEndpoint}, {@link
 * dev.skipstream.tracking.CountsQuery}, {@link dev.skipstream.tracking.ModelClasses}, {@link
 * dev.skipstream.tracking.RulesDesk}, {@link dev.skipstream.tracking.RulesSettings}, {@link
 * dev.skipstream.tracking.RunningTracking}, {@link dev.skipstream.tracking.TrackingSettings} and
 * {@link dev.skipstream.tracking.TrackingStream}. Hides the topology, the stores and the topic of
 * the rules.
 */
package dev.skipstream.tracking;
