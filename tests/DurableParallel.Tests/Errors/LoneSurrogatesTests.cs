using System.Text;
using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

public sealed class LoneSurrogatesTests
{
    [Test]
    public void Texts_OfUpToFourCharacters_AreJudgedAsUtf8Does()
    {
        char[] alphabet = ['a', '\ud7ff', '\ud800', '\udbff', '\udc00', '\udfff', '\ue000'];
        var texts = new List<string> { "" };
        for (var length = 0; length < 4; length++)
        {
            texts.AddRange(texts.Where(text => text.Length == length).ToList().SelectMany(text => alphabet.Select(next => text + next)));
        }

        foreach (var text in texts)
        {
            var throughUtf8 = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            LoneSurrogates.IsIn(text).Should().Be(throughUtf8 != text);
            LoneSurrogates.Replace(text).Should().Be(throughUtf8);
        }
    }
}
