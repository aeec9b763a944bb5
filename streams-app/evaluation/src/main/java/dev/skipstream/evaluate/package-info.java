/**
 * The evaluation of detections by COCO's protocol. The entry point is {@link
 * dev.skipstream.evaluate.CocoEvaluator}. The package does not depend on Kafka.
 */
package dev.skipstream.evaluate;
