/**
 * An evaluation as an HTML page. Starts at {@link dev.skipstream.report.HtmlReport}. The markup is
 * in Mustache templates among the resources. The classes here compute the contents, charts as
 * coordinates. Depends on nothing of Kafka.
 */
package dev.skipstream.report;
