/**
 * The settings of the work on frames: pipelines, batches, ages and outages. Depends on no other
 * package of the stream. Exports all public classes.
 */
package dev.skipstream.frame;
