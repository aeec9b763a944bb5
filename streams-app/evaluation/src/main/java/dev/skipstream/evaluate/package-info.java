/**
 * How good detections are, by COCO's protocol. Starts at {@link
 * dev.skipstream.evaluate.CocoEvaluator}; knows nothing of Kafka.
 */
package dev.skipstream.evaluate;
