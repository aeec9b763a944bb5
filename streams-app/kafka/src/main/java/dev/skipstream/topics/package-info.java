/**
 * Topics: their names, their creation, and what the broker says about them. Owns every topic
 * setting; hides the admin client's futures and errors ({@link
 * dev.skipstream.topics.BrokerException}). Starts at {@link dev.skipstream.topics.Topics}. Exports
 * all public classes.
 *
 * <p>Exports {@link dev.skipstream.topics.BrokerAnswer}, {@link
 * dev.skipstream.topics.BrokerException}, {@link dev.skipstream.topics.ClusterFault}, {@link
 * dev.skipstream.topics.CommittedOffsets}, {@link dev.skipstream.topics.GroupMembers}, {@link
 * dev.skipstream.topics.ImageTopic}, {@link dev.skipstream.topics.ListenerProbe}, {@link
 * dev.skipstream.topics.OutputTopic}, {@link dev.skipstream.topics.Retention}, {@link
 * dev.skipstream.topics.SideTopic}, {@link dev.skipstream.topics.TopicAccess}, {@link
 * dev.skipstream.topics.TopicIds}, {@link dev.skipstream.topics.TopicNames}, {@link
 * dev.skipstream.topics.Topics}, {@link dev.skipstream.topics.TrackTopics} and {@link
 * dev.skipstream.topics.TrackingTopics}.
 */
package dev.skipstream.topics;
