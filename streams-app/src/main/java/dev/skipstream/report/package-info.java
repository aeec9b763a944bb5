/**
 * An evaluation as a page to show to others. Starts at {@link dev.skipstream.report.HtmlReport}:
 * the markup is in Mustache templates among the resources, and the classes here work out what they
 * show, charts as coordinates. Knows nothing of Kafka.
 */
package dev.skipstream.report;
