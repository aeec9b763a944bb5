/**
 * An evaluation as an HTML page. Starts at {@link dev.skipstream.report.HtmlReport}. The markup is
 * in Mustache templates among the resources. The classes here compute the contents, charts as
 * coordinates. Depends on nothing of Kafka.
 *
 * <p>Exports {@link dev.skipstream.report.ComparisonReport}, {@link
 * dev.skipstream.report.EvaluationReport}, {@link dev.skipstream.report.HtmlReport}, {@link
 * dev.skipstream.report.StageTimes} and {@link dev.skipstream.report.TaskReport}. Hides the
 * templates and the geometry of the charts.
 */
package dev.skipstream.report;
