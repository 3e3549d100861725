using System.Text;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>The tests of arrows are worth what this finds.</summary>
public sealed class TypeUsesTests
{
    [TestCase(typeof(Version), TestName = "Of_TypeOfAField_IsFound")]
    [TestCase(typeof(Uri), TestName = "Of_TypeMadeInAnAsyncLambda_IsFound")]
    [TestCase(typeof(StringBuilder), TestName = "Of_TypeOfAStaticCall_IsFound")]
    [TestCase(typeof(TimeZoneInfo), TestName = "Of_TypeArgument_IsFound")]
    [TestCase(typeof(FormatException), TestName = "Of_CaughtException_IsFound")]
    [TestCase(typeof(DayOfWeek), TestName = "Of_TypeInASwitch_IsFound")]
    public void Of_Sample_Finds(Type used)
    {
        TypeUses.Of(typeof(SampleUser)).Should().Contain(used);
    }

    [Test]
    public void Of_Sample_DoesNotFindStrangers()
    {
        TypeUses.Of(typeof(SampleUser)).Should().NotContain(typeof(HttpClient));
    }

    private sealed class SampleUser
    {
        private readonly Version? _version = Environment.Version;

        public Func<Task<string>> Make { get; } = async () =>
        {
            await Task.Yield();
            return new Uri("http://localhost").Host;
        };

        public int Count(DayOfWeek day)
        {
            try
            {
                return day switch
                {
                    DayOfWeek.Monday => Enumerable.Empty<TimeZoneInfo>().Count(),
                    DayOfWeek.Tuesday => new StringBuilder().Length,
                    DayOfWeek.Sunday => 7,
                    DayOfWeek.Saturday => 6,
                    _ => _version?.Major ?? 0,
                };
            }
            catch (FormatException)
            {
                return 0;
            }
        }
    }
}
