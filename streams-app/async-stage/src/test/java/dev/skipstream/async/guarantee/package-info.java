/**
 * The guarantee suite of a stage, for other projects: {@link
 * dev.skipstream.async.guarantee.StageGuarantees} kills processes that run a project's own {@link
 * dev.skipstream.async.guarantee.StageUnderTest} on a real broker, and audits the results.
 * docs/async-stage.md shows how to use it.
 */
package dev.skipstream.async.guarantee;
